/* Wine 8 has no bcryptprimitives.dll, whose ProcessPrng the standard library of Rust calls for random
   numbers. This one answers with those of advapi32.dll. For the tests only.

   As it is in the process anyway, it also strikes at calls that change files: where the variable STRIKE is
   "kill 3", the third such call of devcert.exe is never made, and the process ends with code 99; where it is
   "fail 3", the call fails, as on a full disk. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
  while (length > 0) {
    ULONG part = length > 0x10000 ? 0x10000 : (ULONG)length;
    if (!SystemFunction036(buffer, part)) return FALSE;
    buffer += part;
    length -= part;
  }
  return TRUE;
}

static LONG calls, struck;
static BOOL kills;

static BOOL is_struck(void) {
  if (InterlockedIncrement(&calls) != struck) return FALSE;
  if (kills) TerminateProcess(GetCurrentProcess(), 99);
  SetLastError(ERROR_DISK_FULL);
  return TRUE;
}

static BOOL WINAPI move(LPCWSTR from, LPCWSTR to, DWORD flags) {
  return !is_struck() && MoveFileExW(from, to, flags);
}

static BOOL WINAPI delete(LPCWSTR path) { return !is_struck() && DeleteFileW(path); }

static BOOL WINAPI flush(HANDLE file) { return !is_struck() && FlushFileBuffers(file); }

static BOOL WINAPI create_directory(LPCWSTR path, LPSECURITY_ATTRIBUTES attributes) {
  return !is_struck() && CreateDirectoryW(path, attributes);
}

static BOOL WINAPI set_information(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, LPVOID data, DWORD size) {
  return !is_struck() && SetFileInformationByHandle(file, kind, data, size);
}

static HANDLE WINAPI create(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                            DWORD disposition, DWORD flags, HANDLE template) {
  if (disposition != OPEN_EXISTING && is_struck()) return INVALID_HANDLE_VALUE;
  return CreateFileW(path, access, share, attributes, disposition, flags, template);
}

static const struct {
  const char *name;
  void *function;
} replaced[] = {
    {"MoveFileExW", move},           {"DeleteFileW", delete},       {"FlushFileBuffers", flush},
    {"CreateDirectoryW", create_directory}, {"CreateFileW", create}, {"SetFileInformationByHandle", set_information},
};

/* Replaces what devcert.exe imports. */
static void replace(BYTE *base) {
  IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
  DWORD imports = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
  IMAGE_IMPORT_DESCRIPTOR *library = (IMAGE_IMPORT_DESCRIPTOR *)(base + imports);
  for (; library->Name; library++) {
    IMAGE_THUNK_DATA *names = (IMAGE_THUNK_DATA *)(base + library->OriginalFirstThunk);
    IMAGE_THUNK_DATA *functions = (IMAGE_THUNK_DATA *)(base + library->FirstThunk);
    for (; names->u1.AddressOfData; names++, functions++) {
      if (IMAGE_SNAP_BY_ORDINAL(names->u1.Ordinal)) continue;
      const char *name = ((IMAGE_IMPORT_BY_NAME *)(base + names->u1.AddressOfData))->Name;
      for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++) {
        DWORD before;
        if (strcmp(name, replaced[i].name) != 0) continue;
        VirtualProtect(functions, sizeof *functions, PAGE_READWRITE, &before);
        functions->u1.Function = (ULONGLONG)replaced[i].function;
      }
    }
  }
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, LPVOID reserved) {
  const char *strike = getenv("STRIKE");
  (void)library, (void)reserved;
  if (reason != DLL_PROCESS_ATTACH || !strike) return TRUE;
  kills = strncmp(strike, "kill ", 5) == 0;
  struck = atol(strike + 5);
  replace((BYTE *)GetModuleHandleW(NULL));
  return TRUE;
}
