/* Creates the file `ready`, and when Ctrl-C is pressed, ends after half a second with the exit code 7. */
#include <windows.h>

static BOOL WINAPI stop(DWORD event) {
  (void)event;
  Sleep(500);
  ExitProcess(7);
}

int main(void) {
  SetConsoleCtrlHandler(stop, TRUE);
  CloseHandle(CreateFileW(L"ready", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
  Sleep(60000);
  return 8;
}
