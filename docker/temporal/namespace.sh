#!/bin/sh
# Makes the namespace with its retention, and our search attributes; does nothing when they are there.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are the command line's own variables.
set -eu

attributes='
DreamExperiment=Keyword
DreamState=Keyword
DreamGeneration=Int
DreamBestFitness=Double
DreamGpu=Keyword
DreamPromotion=Keyword
'

# A server that has just started, or a namespace that has just been made, answers a little later.
patiently() {
  tries=60
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 1
  done
}

is_listed() {
  temporal operator search-attribute list --output json | grep -q "\"$1\""
}

register() {
  is_listed "$1" || temporal operator search-attribute create --name "$1" --type "$2"
}

patiently temporal operator cluster health

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi

for attribute in $attributes; do
  patiently register "${attribute%=*}" "${attribute#*=}"
done
