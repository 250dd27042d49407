#!/usr/bin/env python3
"""A link-time stand-in for libcuda.so, made from cuda.h.

    stub.py CUDA_ROOT

Each entry returns 34 (CUDA_ERROR_STUB_LIBRARY). Its SONAME is libcuda.so.1, so that the driver's own library
takes its place at run time.
"""

import os
import re
import subprocess
import sys


def main():
    root = sys.argv[1]
    with open(f"{root}/include/cuda.h", encoding="utf-8") as file:
        header = file.read()
    names = set(re.findall(r"CUDAAPI\s+(cu[A-Z]\w*)\s*\(", header))
    names |= {versioned for _, versioned in re.findall(r"#define\s+(cu[A-Z]\w+)\s+(cu[A-Z]\w+)", header)}
    stubs = f"{root}/lib/stubs"
    os.makedirs(stubs, exist_ok=True)
    with open(f"{stubs}/cuda_stub.c", "w", encoding="utf-8") as file:
        file.write("".join(f"int {name}(void){{return 34;}}\n" for name in sorted(names)))
    subprocess.check_call([
        "gcc", "-shared", "-fPIC", "-O1", "-fno-builtin", "-Wl,-soname,libcuda.so.1",
        "-o", f"{stubs}/libcuda.so", f"{stubs}/cuda_stub.c",
    ])
    print(len(names), "symbols")


if __name__ == "__main__":
    main()
