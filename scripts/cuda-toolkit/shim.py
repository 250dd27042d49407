#!/usr/bin/env python3
"""Static archives lib{cuda,nvrtc,curand,cublas,cublasLt}.a whose functions open the real library on first call.

    shim.py CUDA_ROOT OUT CUDARC_SRC

A binary linked with them has no dynamic dependency on CUDA and starts anywhere. Where a library is
missing, each of its functions returns that library's "not available" status. Function names are read from
the sources of cudarc. Also makes libcudart.a an alias of libcudart_static.a. x86-64 Linux.
"""

import os
import re
import subprocess
import sys

# Library: its module in cudarc, its functions, its file names, the status when it is missing.
LIBRARIES = {
    "cuda": ("driver", r"cu[A-Z]\w*", ["libcuda.so.1"], 100),  # CUDA_ERROR_NO_DEVICE
    "nvrtc": ("nvrtc", r"nvrtc\w*", ["libnvrtc.so.13", "libnvrtc.so.12"], 11),
    "curand": ("curand", r"curand\w*", ["libcurand.so.10"], 101),
    "cublasLt": ("cublaslt", r"cublas\w*", ["libcublasLt.so.13", "libcublasLt.so.12"], 1),
    "cublas": ("cublas", r"cublas\w*", ["libcublas.so.13", "libcublas.so.12"], 1),
}
FOLDERS = ["", "/usr/local/cuda/lib64/", "/usr/local/nvidia/lib64/"]
REGISTERS = ["rdi", "rsi", "rdx", "rcx", "r8", "r9", "rax"]

# libnvrtc opens libnvrtc-builtins by its bare name: load that first, from the same folder.
NVRTC_BUILTINS = """{
        char q[4096]; char *slash; snprintf(q, sizeof q, "%s", p); slash = strrchr(q, '/');
        if (slash) for (int minor = 9; minor >= 0; minor--) {
          snprintf(slash, sizeof q - (slash - q), "/libnvrtc-builtins.so.13.%d", minor);
          if (dlopen(q, RTLD_LAZY | RTLD_GLOBAL)) break;
        }
      }
      """

C_SOURCE = """#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__attribute__((visibility("hidden"))) void *shim_%(lib)s_slot[%(count)d];
static const char *const names[] = {%(names)s};
static const char *const files[] = {%(files)s};
static const char *const folders[] = {%(folders)s};
static void *handle; static pthread_once_t once = PTHREAD_ONCE_INIT;
static long missing(void) { return %(status)d; }
static void open_library(void) {
  char p[4096]; const char *named = getenv("CUDA_LIB_DIR");
  for (int d = -1; d < (int)(sizeof folders / sizeof *folders) && !handle; d++)
    for (int f = 0; f < (int)(sizeof files / sizeof *files) && !handle; f++) {
      if (d < 0) { if (!named) continue; snprintf(p, sizeof p, "%%s/%%s", named, files[f]); }
      else snprintf(p, sizeof p, "%%s%%s", folders[d], files[f]);
      %(before)shandle = dlopen(p, RTLD_LAZY | RTLD_GLOBAL);
    }
}
__attribute__((visibility("hidden"))) void *shim_%(lib)s_resolve(int i) {
  pthread_once(&once, open_library);
  if (!handle) return (void *)missing; /* not kept: the caller sees an error status */
  void *function = dlsym(handle, names[i]);
  if (!function) { fprintf(stderr, "shim: %%s lacks %%s\\n", files[0], names[i]); return (void *)missing; }
  __atomic_store_n(&shim_%(lib)s_slot[i], function, __ATOMIC_RELEASE);
  return function;
}
"""


def assembly(lib, names):
    """One entry a function: jump to its slot, or save every argument register and resolve it."""
    lines = [".text"]
    for i, name in enumerate(names):
        lines.append(
            f".globl {name}\n.type {name},@function\n{name}:\n"
            f" movq shim_{lib}_slot+{8 * i}(%rip),%r11\n testq %r11,%r11\n je 1f\n jmp *%r11\n"
            f"1: movl ${i},%r11d\n jmp shim_{lib}_slow\n.size {name},.-{name}"
        )
    lines.append(f"shim_{lib}_slow:\n pushq %rbp\n movq %rsp,%rbp\n andq $-16,%rsp\n subq $192,%rsp")
    lines += [f" movq %{register},{8 * k}(%rsp)" for k, register in enumerate(REGISTERS)]
    lines += [f" movaps %xmm{k},{64 + 16 * k}(%rsp)" for k in range(8)]
    lines.append(f" movl %r11d,%edi\n call shim_{lib}_resolve\n movq %rax,%r11")
    lines += [f" movq {8 * k}(%rsp),%{register}" for k, register in enumerate(REGISTERS)]
    lines += [f" movaps {64 + 16 * k}(%rsp),%xmm{k}" for k in range(8)]
    lines.append(" movq %rbp,%rsp\n popq %rbp\n jmp *%r11")
    lines.append('.section .note.GNU-stack,"",@progbits')
    return "\n".join(lines) + "\n"


def quoted(items):
    return ",".join(f'"{item}"' for item in items)


def functions(lib, module, pattern, sources):
    with open(f"{sources}/{module}/sys/mod.rs", encoding="utf-8") as file:
        names = sorted(set(re.findall(rf"\bfn ({pattern})\s*\(", file.read())))
    if lib == "cublas":
        return [name for name in names if not name.startswith("cublasLt")]
    if lib == "cublasLt":
        return [name for name in names if name.startswith("cublasLt")]
    return names


def build(lib, names, files, status, out):
    base = f"{out}/shim_{lib}"
    source = C_SOURCE % {
        "lib": lib, "count": len(names), "names": quoted(names), "files": quoted(files),
        "folders": quoted(FOLDERS), "status": status, "before": NVRTC_BUILTINS if lib == "nvrtc" else "",
    }
    with open(base + ".s", "w", encoding="utf-8") as file:
        file.write(assembly(lib, names))
    with open(base + "_c.c", "w", encoding="utf-8") as file:
        file.write(source)
    subprocess.check_call(["gcc", "-c", "-fPIC", "-o", base + "_s.o", base + ".s"])
    subprocess.check_call(["gcc", "-c", "-O2", "-fPIC", "-o", base + "_c.o", base + "_c.c"])
    archive = f"{out}/lib{lib}.a"
    if os.path.exists(archive):
        os.remove(archive)
    subprocess.check_call(["ar", "rcs", archive, base + "_s.o", base + "_c.o"])
    print(lib, len(names), "functions")


def main():
    root, out, sources = sys.argv[1:4]
    os.makedirs(out, exist_ok=True)
    for lib, (module, pattern, files, status) in LIBRARIES.items():
        build(lib, functions(lib, module, pattern, sources), files, status, out)
    alias = f"{out}/libcudart.a"
    if os.path.lexists(alias):
        os.remove(alias)
    os.symlink(os.path.abspath(f"{root}/lib/libcudart_static.a"), alias)


if __name__ == "__main__":
    main()
