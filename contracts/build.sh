#!/bin/sh
# Compiles the contracts and writes what Go embeds: the artefacts in
# settlement/chain/bindings/artifacts and the Go bindings beside them.
#
#   contracts/build.sh           install the toolchain if it is missing, build, write
#   contracts/build.sh --check   the same in a temporary folder; fails if the
#                                committed files differ by a byte
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
bindings=$root/settlement/chain/bindings
cd "$root/contracts"

check=false
case "${1:-}" in
"") ;;
--check) check=true ;;
*)
	echo "usage: contracts/build.sh [--check]" >&2
	exit 2
	;;
esac

# npm leaves a copy of the lock file behind; as long as it is newer than ours,
# the toolchain is the one that the lock names.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --ignore-scripts
fi
forge=node_modules/@foundry-rs/forge-linux-amd64/bin/forge

# Always from scratch: a cache must not stand in for the compiler.
$forge build --force --quiet src
target=$bindings
if $check; then
	target=$(mktemp -d)
	trap 'rm -rf "$target"' EXIT
fi
node script/export.mjs "$target/artifacts"
(cd "$root" && go run ./settlement/chain/bindings/gen -dir "$target")

if $check; then
	for file in artifacts/FareboxVault.json artifacts/LocalBatchSettlement.json artifacts/LocalDepositCollector.json \
		artifacts/TestDollar.json artifacts/IPaymentToken.json vault.go collector.go testdollar.go token.go; do
		if ! diff -u "$bindings/$file" "$target/$file" >&2; then
			echo "settlement/chain/bindings/$file is not what the contracts compile to: run contracts/build.sh" >&2
			exit 1
		fi
	done
	echo "contracts: the committed artefacts are what the sources compile to"
fi
