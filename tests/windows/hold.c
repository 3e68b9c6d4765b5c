/* Opens a file for itself alone (or, with a second argument, lets others read and write it, but not rename or
   remove it), says so, and closes it when standard input ends. */
#include <stdio.h>
#include <windows.h>

int main(int count, char **arguments) {
  DWORD share = count > 2 ? FILE_SHARE_READ | FILE_SHARE_WRITE : 0;
  HANDLE file = CreateFileA(arguments[1], GENERIC_READ, share, NULL, OPEN_ALWAYS, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return 1;
  puts("open");
  fflush(stdout);
  getchar();
  CloseHandle(file);
  return 0;
}
