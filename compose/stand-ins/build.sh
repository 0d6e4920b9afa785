#!/usr/bin/env bash
# Builds the stand-ins, and on them, by compose/Dockerfile as it is, Msq's own images. Run by root: ./build.sh
# Their names are localhost/msq-stand-ins/NAME, localhost/msq-test/TARGET, and the names that compose/Dockerfile asks for.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$(dirname "$here")")
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$packages"
podman() { "$here/podman" "$@"; }
# Without a network of its own a build has the machine's, and no cgroups to be had.
build() { podman build --format docker --quiet --pull-never --network host --isolation chroot "$@" >/dev/null; }

# Debian itself is fetched once.
debian=$root/.cache/debian-bookworm.tar
if [ ! -f "$debian" ]; then
  made=$(mktemp -d)
  trap 'rm -rf "$made"' EXIT
  debootstrap --variant=minbase --include=ca-certificates,libicu72,tzdata bookworm "$made/root"
  tar -C "$made/root" -cf "$debian.part" .
  mv "$debian.part" "$debian"
fi
podman image exists localhost/msq-stand-ins/debian || podman import --quiet "$debian" localhost/msq-stand-ins/debian >/dev/null

stand_in() {
  local target=$1 tag=$2
  shift 2
  echo "stand-in: $target"
  build -f "$here/Dockerfile" --target "$target" -t "$tag" "$@" "$here"
}
stand_in aspnet mcr.microsoft.com/dotnet/aspnet:10.0 --build-context "dotnet=$dotnet"
stand_in sdk mcr.microsoft.com/dotnet/sdk:10.0 --build-context "dotnet=$dotnet" --build-context certificates=/etc/ssl/certs
for target in mysql redis rabbitmq; do stand_in "$target" "localhost/msq-stand-ins/$target"; done
stand_in chain localhost/msq-stand-ins/chain --build-context "anvil=$root/tools/node_modules/@foundry-rs/anvil-linux-amd64/bin"

for target in api dispatcher tracker tools; do
  echo "image: $target"
  # The machine's packages lie under the build's own: what is there is not fetched again.
  build -f "$root/compose/Dockerfile" --target "$target" -t "localhost/msq-test/$target" --volume "$packages:/root/.nuget/packages:O" "$root"
done
stand_in relayer localhost/msq-stand-ins/relayer --build-context tools=container-image://localhost/msq-test/tools
