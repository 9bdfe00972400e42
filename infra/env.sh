#!/bin/sh
# Makes .env for docker-compose.yml: .env.example with every secret filled in. It does so once, because databases are
# made with these passwords; a .env that is there is left as it is.
#
#   infra/env.sh waha                     with a real WAHA
#   infra/env.sh sandbox observability    with a pretend WhatsApp, and with Prometheus and Grafana
#   infra/env.sh                          the services alone; WAHA is elsewhere
set -eu
cd "$(dirname "$0")/.."

profiles='' whatsapp='' otlp='# &'
for profile; do
    case $profile in
        waha | sandbox)
            if [ -n "$whatsapp" ]; then
                echo "env.sh: $whatsapp and $profile answer to the same name: take one of them" >&2
                exit 2
            fi
            whatsapp=$profile
            ;;
        observability) otlp='&' ;;
        *)
            echo "env.sh: $profile is none of waha, sandbox, observability" >&2
            exit 2
            ;;
    esac
    profiles=$profiles${profiles:+,}$profile
done
if [ -e .env ]; then
    echo "env.sh: .env is there already; edit it, or remove it together with the volumes that were made with it" >&2
    exit 1
fi

# 192 bits, in letters and digits.
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
# Whole or not at all: what was cut short would be taken for complete the next time.
trap 'rm -f .env.new' EXIT
while IFS= read -r line; do
    case $line in
        COMPOSE_PROFILES=*) echo "COMPOSE_PROFILES=$profiles" ;;
        '# OTLP_ENDPOINT='*) echo "${line#\# }" | sed "s|.*|$otlp|" ;;
        [A-Z]*=) echo "$line$(secret)" ;;
        *) echo "$line" ;;
    esac
done <.env.example >.env.new
mv .env.new .env
echo "made .env: $(grep -c '^[A-Z_]*=[0-9a-f]\{48\}$' .env) secrets, profiles: ${profiles:-none}"
