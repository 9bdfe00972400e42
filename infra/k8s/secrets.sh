#!/bin/sh
# Makes the secrets.env of an overlay, once: databases are made with these passwords. One that is there is left as it is.
#
#   infra/k8s/secrets.sh sandbox
set -eu
cd "$(dirname "$0")"

to=overlays/${1:?which overlay: sandbox or production}/secrets.env
if [ ! -f "${to%/*}/kustomization.yaml" ]; then
    echo "secrets.sh: $1 is no overlay" >&2
    exit 2
fi
if [ -e "$to" ]; then
    echo "secrets.sh: $to is there already" >&2
    exit 1
fi

# 192 bits, in letters and digits.
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
# Whole or not at all: what was cut short would be taken for complete the next time.
trap 'rm -f "$to.new"' EXIT
while IFS= read -r line; do
    case $line in
        [A-Z]*=) echo "$line$(secret)" ;;
        *) echo "$line" ;;
    esac
done <secrets.env.example >"$to.new"
mv "$to.new" "$to"
echo "made infra/k8s/$to"
