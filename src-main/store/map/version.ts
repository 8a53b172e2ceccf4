/** Version of the stored models of peers and messages. Raise it when the mapping makes more or other of the same wire object. */
export const MODEL_VERSION = 2;
