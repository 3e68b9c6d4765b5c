/* Runs devcert.exe, which lies beside it, with its own arguments, presses Ctrl-C in their console when the file `press`
   appears, and waits for its end. */
#include <wchar.h>
#include <windows.h>

static BOOL WINAPI ignore(DWORD event) {
  (void)event;
  return TRUE;
}

/* What follows the program's name. */
static const wchar_t *arguments(void) {
  const wchar_t *line = GetCommandLineW();
  int is_quoted = 0;
  for (; *line && (is_quoted || *line != L' '); line++)
    if (*line == L'"') is_quoted = !is_quoted;
  return line;
}

int main(void) {
  static wchar_t path[4096], line[32768];
  STARTUPINFOW startup = {sizeof startup};
  PROCESS_INFORMATION child;
  DWORD code = 0;
  GetModuleFileNameW(NULL, path, 4000);
  wcscpy(wcsrchr(path, L'\\') + 1, L"devcert.exe");
  _snwprintf(line, 32767, L"\"%ls\"%ls", path, arguments());
  /* Unlike with NULL, the other program does not inherit this. */
  SetConsoleCtrlHandler(ignore, TRUE);
  if (!CreateProcessW(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) return 126;
  while (GetFileAttributesW(L"press") == INVALID_FILE_ATTRIBUTES)
    if (WaitForSingleObject(child.hProcess, 50) == WAIT_OBJECT_0) break;
  if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) return 127;
  WaitForSingleObject(child.hProcess, INFINITE);
  GetExitCodeProcess(child.hProcess, &code);
  return (int)code;
}
