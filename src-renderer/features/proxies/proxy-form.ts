import { parseProxyLink } from '#shared/links/proxy-link.ts';
import type { Proxy } from '#shared/model/index.ts';
import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import { problemText, type ProxyField } from './proxy-text.ts';

/** What is typed into the form of a proxy. Fields of the other kinds are kept, so that a change of kind can be taken back. */
export interface ProxyForm extends Record<ProxyField, string> {
  kind: Proxy['kind'];
}

/** The form of a proxy that is there already, or an empty one. */
export function formOf(proxy: Proxy | undefined): ProxyForm {
  const empty = { kind: 'socks5' as const, host: '', port: '', username: '', password: '', secret: '' };
  if (proxy === undefined) return empty;
  const server = { host: proxy.host, port: String(proxy.port) };
  if (proxy.kind === 'mtproto') return { ...empty, ...server, kind: 'mtproto', secret: proxy.secret };
  return { ...empty, ...server, kind: proxy.kind, username: proxy.username ?? '', password: proxy.password ?? '' };
}

/** The proxy that a form describes, or what is wrong with it and where. */
export function checkForm(form: ProxyForm): { proxy: Proxy } | { wrong: { field: ProxyField; text: string } } {
  const { kind, host, username, password, secret } = form;
  const port = /^\d+$/.test(form.port.trim()) ? Number(form.port.trim()) : 0;
  const proxy = tidyProxy(kind === 'mtproto' ? { kind, host, port, secret } : { kind, host, port, username, password });
  const problem = proxyProblem(proxy);
  return problem === undefined ? { proxy } : { wrong: problemText(problem, proxy) };
}

/** What pasted text fills in besides the field it was pasted into: a link everything, "server:port" both; undefined for plain text. */
export function pasted(text: string, field: ProxyField): Partial<ProxyForm> | undefined {
  const link = parseProxyLink(text);
  if (link !== undefined && 'proxy' in link) return formOf(link.proxy);
  if (field !== 'host') return undefined;
  const [, host, port] = /^\s*(\[[0-9a-f:.]+\]|[^\s:/?@]+):(\d{1,5})\s*$/i.exec(text) ?? [];
  return host === undefined || port === undefined ? undefined : { host: host.replace(/^\[|\]$/g, ''), port };
}
