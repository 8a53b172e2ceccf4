import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LAYER, constructorName, methodNames, schemaEntries, tlIds } from '#tl';
import { canonicalId } from '../../../schema/crc.ts';
import { emitCode } from '../../../schema/emit-code.ts';
import { emitTypes } from '../../../schema/emit-types.ts';
import { generateTl, readSchemas } from '../../../schema/generate.ts';
import { importApi } from '../../../schema/import.ts';
import { buildModel } from '../../../schema/model.ts';
import { parseSchema, parseType, typeText } from '../../../schema/parse.ts';

/** Ids of MTProto-level constructors and methods by core.telegram.org/mtproto, as the engine's specification lists them. */
const mtprotoIds = `resPQ#05162463 p_q_inner_data_dc#a9f55f95 p_q_inner_data_temp_dc#56fddf88 server_DH_params_ok#d0e8075c
server_DH_inner_data#b5890dba client_DH_inner_data#6643b654 dh_gen_ok#3bcbf734 dh_gen_retry#46dc1fb9 dh_gen_fail#a69dae02
req_pq_multi#be7e8ef1 req_DH_params#d712e4be set_client_DH_params#f5045f1f bind_auth_key_inner#75a3f765 rpc_result#f35c6d01
rpc_error#2144ca19 msg_container#73f1f8dc msg_copy#e06046b2 gzip_packed#3072cfa1 msgs_ack#62d6b459 bad_msg_notification#a7eff811
bad_server_salt#edab447b msg_resend_req#7d861a08 msgs_state_req#da69fb52 msgs_state_info#04deb57d msgs_all_info#8cc0d131
msg_detailed_info#276d3ec6 msg_new_detailed_info#809db6df new_session_created#9ec20908 ping#7abe77ec
ping_delay_disconnect#f3427b8c pong#347773c5 get_future_salts#b921bd04 future_salts#ae500895 future_salt#0949d9dc
rpc_drop_answer#58e4a740 rpc_answer_unknown#5e2ad36e rpc_answer_dropped_running#cd78e586 rpc_answer_dropped#a43ad8b7
destroy_session#e7512126 destroy_session_ok#e22045fc destroy_session_none#62d350c9 destroy_auth_key#d1435160 destroy_auth_key_ok#f660e1d4
destroy_auth_key_none#0a9f2259 destroy_auth_key_fail#ea109b13 http_wait#9299359f`.split(/\s+/);

/** Ids that the server's own text does not give: fixed by use. */
const fixedIds = ['msg_container', 'msg_copy', 'gzip_packed', 'decryptedMessageMediaDocument'];

const head = '// LAYER 1\n---types---\n';

function model(api: string): ReturnType<typeof buildModel> {
  return buildModel({ api: parseSchema(head + api, 'api'), mtproto: { entries: [] }, secret: { entries: [] } });
}

describe('the schemas', () => {
  it('are those of layer 227, whole', () => {
    expect(LAYER).toBe(227);
    expect(methodNames().length).toBe(schemaEntries().filter((entry) => entry.kind === 'method').length);
    expect(methodNames()).toEqual(expect.arrayContaining(['messages.sendMessage', 'auth.sendCode', 'mt_ping']));
    expect(schemaEntries().some((entry) => entry.name.startsWith('mtcute.'))).toBe(false);
  });

  it('have the ids that their texts hash to', () => {
    for (const schema of Object.values(readSchemas())) {
      for (const entry of schema.entries.filter((each) => !fixedIds.includes(each.name))) {
        const plain = canonicalId(entry);
        // An older secret-chat form has the number of its layer behind its name.
        const unnumbered = canonicalId({ ...entry, name: entry.name.replace(/\d+$/, '') });
        expect([plain, unnumbered], entry.name).toContain(entry.id);
      }
    }
  });

  it('have every MTProto id of the specification', () => {
    for (const known of mtprotoIds) {
      const [name, id] = known.split('#');
      expect(constructorName(Number.parseInt(id, 16))).toBe(`mt_${name}`);
    }
    expect(constructorName(tlIds.rpcResult)).toBe('mt_rpc_result');
    expect(constructorName(tlIds.rpcError)).toBe('mt_rpc_error');
    expect(constructorName(tlIds.msgContainer)).toBe('mt_msg_container');
    expect(constructorName(tlIds.msgCopy)).toBe('mt_msg_copy');
    expect(constructorName(tlIds.gzipPacked)).toBe('mt_gzip_packed');
    expect(constructorName(0xdeadbeef)).toBeUndefined();
  });

  it('are what the import writes from the pinned source', () => {
    expect(importApi()).toBe(readFileSync(new URL('../../../schema/api.tl', import.meta.url), 'utf8'));
  });
});

describe('the generator', () => {
  it('has nothing to do when nothing changed', () => {
    generateTl();
    expect(generateTl()).toBe(false);
  });

  it('gives the same text each time', () => {
    expect(emitTypes(buildModel(readSchemas()))).toBe(emitTypes(buildModel(readSchemas())));
    expect(emitCode(buildModel(readSchemas()))).toBe(emitCode(buildModel(readSchemas())));
  });

  it.each([
    ['two things of one name', 'a#1 = A;\na#2 = A;', 'the name a'],
    ['two things of one id', 'a#1 = A;\nb#1 = A;', 'the id 1'],
    ['a type named like a constructor', 'a#1 = B;\nB#2 = C;', 'the name B'],
    ['two fields of one name', 'a#1 x_y:int xY:int = A;', 'the field xY'],
    ['a type that nothing is', 'a#1 x:Missing = A;', 'no type Missing'],
  ])('refuses %s', (_, text, message) => {
    expect(() => model(text)).toThrow(message);
  });

  it('refuses a name that TypeScript does not let an interface have', () => {
    expect(() => emitTypes(model('delete#1 = A;'))).toThrow('delete cannot be the name of an interface');
    expect(emitTypes(model('error#1 = Error;'))).toContain("export interface error { _: 'error'; }");
  });

  it.each([
    ['a line that is no declaration', 'hello', 'api:3: not a TL declaration'],
    ['a flag without its flags field', 'a#1 x:flags.0?int = A;', 'api:3: x: no flags field flags'],
    ['a true without a flag', 'a#1 x:true = A;', 'api:3: x:true needs a flag'],
    ['a bit that no flags field has', 'a#1 flags:# x:flags.32?int = A;', 'api:3: x: flag bit 32'],
    ['a field without a type', 'a#1 x = A;', 'api:3: not a TL field'],
  ])('says the place of %s', (_, text, message) => {
    expect(() => model(text)).toThrow(message);
  });

  it('knows the smallest size of each type, also of those inside themselves', () => {
    const sizes = model('leaf#1 x:long = T;\nnode#2 t:T u:T = T;\nlist#3 flags:# a:flags.0?long v:Vector<T> = L;');
    expect(sizes.minTypeSize.get('T')).toBe(12);
    expect(sizes.minTypeSize.get('L')).toBe(16);
    expect([...sizes.recursive]).toEqual(['T']);
  });

  it('reads the text of every type as it writes it', () => {
    const texts = 'int Vector<int53> vector<Vector<bytes>> %Message auth.Authorization future_salt !X # true Object';
    for (const text of texts.split(' ')) expect(typeText(parseType(text))).toBe(text);
  });
});
