# Functions that the scripts of this folder share; to be sourced by bash.

readonly exit_usage=64
readonly exit_missing=69

# Debian's names of what the build and the reports need, and how to tell that each is there.
readonly system_packages=(pkg-config libopenmpi-dev openmpi-bin libopenblas-dev libjs-chart.js)

root_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root_folder

say() { printf '%s\n' "$*" >&2; }

stop() {
  local code=$1
  shift
  say "$*"
  exit "$code"
}

# True when the machine has what a package of that name would bring, wherever it came from.
is_present() {
  case $1 in
    pkg-config) command -v pkg-config >/dev/null ;;
    libopenmpi-dev) command -v pkg-config >/dev/null && pkg-config --exists ompi-c ;;
    openmpi-bin) command -v mpirun >/dev/null ;;
    libopenblas-dev) command -v pkg-config >/dev/null && pkg-config --exists openblas ;;
    libjs-chart.js) [[ -e ${JAVASCRIPT_FOLDER:-/usr/share/javascript}/chart.js/chart.min.js ]] ;;
  esac
}

is_debian_like() {
  local release=${OS_RELEASE:-/etc/os-release}
  [[ -r $release ]] && grep -Eq '^(ID|ID_LIKE)=.*(debian|ubuntu)' "$release"
}

# Runs a command as root.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    stop "$exit_missing" "Not root, and no sudo to become it. As root, run: $*"
  fi
}

# Installs the system packages that are missing; silent when none is.
install_missing() {
  local package missing=()
  for package in "${system_packages[@]}"; do
    is_present "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ! is_debian_like || ! command -v apt-get >/dev/null; then
    say "Missing here, by their names on Debian and Ubuntu: ${missing[*]}"
    stop "$exit_missing" "Install what your system calls them, with development files, and try again."
  fi
  say "Installing with apt-get: ${missing[*]}"
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >&2
}

# Stops unless a Swift toolchain of 6.3 or later is in PATH.
require_swift() {
  local line version major minor
  if ! command -v swift >/dev/null; then
    stop "$exit_missing" "No swift in PATH. Duplex needs Swift 6.3 or later: https://www.swift.org/install"
  fi
  line=$(swift --version 2>/dev/null | grep -Eo 'Swift version [0-9]+\.[0-9]+' | head -n 1)
  version=${line##* }
  major=${version%%.*}
  minor=${version##*.}
  if [[ -z $version ]] || ((major < 6 || (major == 6 && minor < 3))); then
    stop "$exit_missing" \
      "Swift ${version:-of unknown version} is too old: 6.3 or later, https://www.swift.org/install"
  fi
}

# What has to be there before anything is built.
set_up() {
  require_swift
  install_missing
}

# The environment in which ranks on one machine are quiet, safe and do not fight over cores. What is
# set already stays, so that a person can choose otherwise.
use_one_machine() {
  export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
  export OMPI_MCA_pml=${OMPI_MCA_pml:-ob1}
  export OMPI_MCA_btl=${OMPI_MCA_btl:-self,vader}
  export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
  export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
  if [[ $(id -u) == 0 ]]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
}

# As many processes as there are cores, four at most.
default_processes() {
  local cores
  cores=$(getconf _NPROCESSORS_ONLN)
  echo $((cores < 4 ? cores : 4))
}
