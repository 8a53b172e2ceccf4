/** Constructor ids that code compares on the wire by hand, as signed 32-bit numbers (what `TlReader.int` gives). */
export const tlIds = {
  vector: 0x1cb5c415,
  boolTrue: 0x997275b5 | 0,
  boolFalse: 0xbc799737 | 0,
  gzipPacked: 0x3072cfa1,
  rpcResult: 0xf35c6d01 | 0,
  rpcError: 0x2144ca19,
  msgContainer: 0x73f1f8dc,
  msgCopy: 0xe06046b2 | 0,
} as const;
