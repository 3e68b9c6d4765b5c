/* Runs devcert.exe, which lies beside it, with its own arguments. Wine replaces variables such as USERPROFILE
   when a process starts; here those named SET_NAME become NAME after that. When this process ends, in
   whatever way, so does the other. */
#include <stdio.h>
#include <stdlib.h>

#include "devcert.h"

static void set_variables(void) {
  wchar_t *all = GetEnvironmentStringsW();
  for (wchar_t *one = all; *one; one += wcslen(one) + 1) {
    wchar_t *value = wcschr(one + 1, L'=');
    if (!value || wcsncmp(one, L"SET_", 4) != 0) continue;
    wchar_t *name = _wcsdup(one);
    name[value - one] = 0;
    if (wcsncmp(value + 1, L"Z:/", 3) == 0)
      for (wchar_t *slash = value + 1; *slash; slash++)
        if (*slash == L'/') *slash = L'\\';
    SetEnvironmentVariableW(name + 4, value + 1);
    SetEnvironmentVariableW(name, NULL);
    free(name);
  }
}

int main(void) {
  static wchar_t path[4096], line[32768];
  STARTUPINFOW startup = {sizeof startup};
  PROCESS_INFORMATION child;
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  DWORD code = 125;
  set_variables();
  GetModuleFileNameW(NULL, path, 4000);
  wcscpy(wcsrchr(path, L'\\') + 1, L"devcert.exe");
  _snwprintf(line, 32767, L"\"%ls\"%ls", path, arguments());
  HANDLE job = CreateJobObjectW(NULL, NULL);
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  SetConsoleCtrlHandler(ignore, TRUE);
  if (!CreateProcessW(path, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &child)) {
    fprintf(stderr, "launch: CreateProcess failed: %lu\n", GetLastError());
    return 126;
  }
  AssignProcessToJobObject(job, child.hProcess);
  ResumeThread(child.hThread);
  WaitForSingleObject(child.hProcess, INFINITE);
  GetExitCodeProcess(child.hProcess, &code);
  return (int)code;
}
