export * from './account.ts';
export * from './dialog.ts';
export * from './entity.ts';
export * from './error.ts';
export * from './ids.ts';
export * from './message.ts';
export * from './peer.ts';
export * from './proxy.ts';
