/* Runs devcert.exe, which lies beside it, with its own arguments, presses Ctrl-C in their console when the file `press`
   appears, and waits for its end. */
#include "devcert.h"

int main(void) {
  static wchar_t path[4096], line[32768];
  STARTUPINFOW startup = {sizeof startup};
  PROCESS_INFORMATION child;
  DWORD code = 0;
  GetModuleFileNameW(NULL, path, 4000);
  wcscpy(wcsrchr(path, L'\\') + 1, L"devcert.exe");
  _snwprintf(line, 32767, L"\"%ls\"%ls", path, arguments());
  SetConsoleCtrlHandler(ignore, TRUE);
  if (!CreateProcessW(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) return 126;
  while (GetFileAttributesW(L"press") == INVALID_FILE_ATTRIBUTES)
    if (WaitForSingleObject(child.hProcess, 50) == WAIT_OBJECT_0) break;
  if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) return 127;
  WaitForSingleObject(child.hProcess, INFINITE);
  GetExitCodeProcess(child.hProcess, &code);
  return (int)code;
}
