// Settings that nobody reads, or with values that would be taken for others.
//! flags --use TACET_ALOCATION_FREE=1,TACET_MEMORY_LIMIT=64KB,TACET_TIMER_SLOTS=100,TACET_LAYOUT=,TACET_MINE=1,TACET_RING_LOG2=15
export async function main(): Promise<i32> {
  return 1;
}
