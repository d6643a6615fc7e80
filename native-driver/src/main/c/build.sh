#!/bin/sh
# Builds libnightjar.so where the tools are; where they are not, says so and lets the build go on:
# the driver then reports "not built". Usage: build.sh WORK_FOLDER RESOURCE_FOLDER [ARCHITECTURE]
# An architecture is x86_64 or aarch64; another one than this machine's takes a cross-compiler.
set -eu
work=$1
here=$(uname -m)
for=${3:-$here}
target="$2/linux-$for/libnightjar.so"
cd "$(dirname "$0")"
# Debian keeps bpftool where ordinary users do not look
PATH=$PATH:/usr/sbin:/sbin
export PATH

case $for in
"$here") prefix='' compiler='gcc libc6-dev' ;;
x86_64) prefix=x86_64-linux-gnu- compiler='gcc-x86-64-linux-gnu libc6-dev-amd64-cross' ;;
*) prefix=$for-linux-gnu- compiler="gcc-$for-linux-gnu libc6-dev-arm64-cross" ;;
esac

skip() {
	echo "[native-driver] libnightjar.so is NOT built: $1."
	echo "[native-driver] Nightjar then sees no system calls. To build it on Debian or Ubuntu:"
	echo "[native-driver]   apt-get install -y clang llvm bpftool libbpf-dev make $compiler"
	exit 0
}

[ "$(uname -s)" = Linux ] || skip "it runs on Linux alone, this is $(uname -s)"
case $for in x86_64 | aarch64) ;; *) skip "no support for $for" ;; esac
for tool in make clang llvm-strip bpftool "${prefix}gcc" "${prefix}strip"; do
	command -v "$tool" >/dev/null 2>&1 || skip "$tool is missing"
done
[ -r /usr/include/bpf/bpf_helpers.h ] || skip "libbpf's headers (libbpf-dev) are missing"

make -s OUT="$work" ARCH="$for"
# an unchanged library is not touched, so that what depends on it stays fresh
if ! cmp -s "$work/libnightjar.so" "$target"; then
	mkdir -p "$(dirname "$target")"
	cp "$work/libnightjar.so" "$target.tmp"
	mv "$target.tmp" "$target"
fi
