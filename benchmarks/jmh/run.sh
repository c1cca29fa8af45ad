#!/usr/bin/env bash
# Runs the kernels beside their C++ twins: run.sh [--json FILE] [--seconds S]. Wants a JDK 25, Maven and, for the twins, g++.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
(cd "$ROOT" && mvn -B -ntp -q -Pjmh -pl benchmarks/jmh -am package -DskipTests)
exec "${JAVA_HOME:?}/bin/java" -jar "$ROOT/benchmarks/jmh/target/kernel-benchmarks-launcher.jar" "$@"
