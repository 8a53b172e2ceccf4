import { StoreError } from '../../store/index.ts';

/** What an error says about the disk or the database; undefined when it says nothing about either. */
export function storageFailure(error: unknown): StoreError['kind'] | undefined {
  if (error instanceof StoreError) return error.kind;
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return isFull ? 'diskFull' : undefined;
}
