/** Whether this machine keeps what it is told to. `full`: no room on the disk; `failing`: it refuses for another reason. */
export interface StorageState {
  kind: 'fine' | 'full' | 'failing';
}
