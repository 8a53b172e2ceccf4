/** Texts as QR codes. */
export { qrCode } from './qr-code.ts';
export type { QrCode } from './qr-code.ts';
