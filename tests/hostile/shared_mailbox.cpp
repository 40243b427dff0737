// tries: to leave answers for the next submission in shared memory, temporary files and System V segments
// points: 0
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <cstdio>
static void attack(int) {
  const bool left = shm_open("/tt_hostile_mark", O_CREAT | O_RDWR, 0666) >= 0 || std::tmpfile() ||
                    memfd_create("tt_hostile_mark", 0) >= 0 || shmget(0x7474, 4096, IPC_CREAT | 0666) >= 0 ||
                    msgget(0x7474, IPC_CREAT | 0666) >= 0 || semget(0x7474, 1, IPC_CREAT | 0666) >= 0;
  if (left) std::puts("tt_hostile_mark: it was left");
}
@ATTACK@
