/* What the programs share that run devcert.exe. */
#include <wchar.h>
#include <windows.h>

/* What follows the program's name. */
static const wchar_t *arguments(void) {
  const wchar_t *line = GetCommandLineW();
  int is_quoted = 0;
  for (; *line && (is_quoted || *line != L' '); line++)
    if (*line == L'"') is_quoted = !is_quoted;
  return line;
}

/* Ctrl-C is for devcert.exe; unlike with NULL, it does not inherit this. */
static BOOL WINAPI ignore(DWORD event) {
  (void)event;
  return TRUE;
}
