#!/bin/sh
# slurm.sh TT SOURCE: grades a class with a Slurm job array on one node, as docs/grading-a-class.md says. Slurm is started for it,
# on ports of its own, and ended again.
set -eu
tt=$1
source=$2
[ -z "${TT_QUICK:-}" ] || { echo 'skipped: too slow for --quick'; exit 0; }
PATH=$PATH:/usr/sbin:/sbin
command -v slurmctld >/dev/null && command -v slurmd >/dev/null || { echo 'skipped: there is no Slurm'; exit 0; }
work=$(mktemp -d)
chmod go+rx "$work"
host=$(hostname -s)
me=$(id -un)
trap 'kill $controller $node 2>/dev/null || true; wait; rm -rf "$work"' EXIT
controller= node=
mkdir "$work/state" "$work/spool" "$work/class"
cat >"$work/slurm.conf" <<EOF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17817
SlurmdPort=17818
AuthType=auth/none
CredType=cred/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SlurmUser=$me
SlurmdUser=$me
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(getconf _NPROCESSORS_ONLN) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF="$work/slurm.conf"
slurmctld -D >"$work/slurmctld.out" 2>&1 &
controller=$!
slurmd -D >"$work/slurmd.out" 2>&1 &
node=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  if [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; then break; fi
  sleep 1
done
if [ "$(sinfo -h -o %T)" != idle ]; then
  echo 'skipped: this machine runs no Slurm node'
  cat "$work"/slurm*.out
  exit 0
fi

for student in 01 02 03 04 05 06 07 08 09 10; do
  mkdir -p "$work/class/$student/01_affine"
  cp "$source/modules/quantization/params.cpp" "$work/class/$student/01_affine"
done
cp "$source/labs/01_affine/params.cpp" "$work/class/05/01_affine"
echo 'no archive' >"$work/class/11.zip"
cd "$work"
sbatch --wait --array=0-3 --output=task-%a.txt --wrap "'$tt' grade class --batch --lab 1 --out graded --resume --slice \$SLURM_ARRAY_TASK_ID/4" || {
  cat task-*.txt
  exit 1
}

fail() {
  echo "$*"
  cat task-*.txt
  exit 1
}
[ "$(ls graded/results | wc -l)" = 11 ] || fail 'not every submission has a result'
[ "$(wc -l <graded/class.csv)" = 12 ] || fail 'class.csv has not a row for each'
[ "$(sed -n 's/.*"seed": *\([0-9]*\).*/\1/p' graded/results/*.json | sort -u | wc -l)" = 1 ] || fail 'seeds differ'
[ "$(grep -c ',10,10,' graded/class.csv)" = 9 ] || fail 'the right ones do not have all points'
sum=$(sed -n 's/^\([0-9]*\) graded.*/\1/p' task-*.txt | paste -sd + -)
[ "$(($sum))" = 11 ] || fail "graded $sum times"
echo "11 submissions by 4 tasks: $sum"
