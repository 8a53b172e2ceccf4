import { fireEvent, screen } from '@solidjs/testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MenuLayer } from '../../../src-renderer/ui/MenuLayer.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

function openMenu() {
  const chosen: string[] = [];
  const closed = vi.fn();
  const rendered = renderWithEngine({}, () => (
    <>
      <button type="button">opener</button>
      <MenuLayer />
    </>
  ));
  screen.getByText('opener').focus();
  const item = (id: string, label: string, more: object = {}) => ({ id, label, onSelect: () => chosen.push(id), ...more });
  rendered.app.layers.openMenu({
    label: 'Actions',
    at: { x: 10, y: 10 },
    items: [item('pin', 'Pin'), item('off', 'Off', { disabled: true }), item('mute', 'Mute'), item('mark', 'Mark as read'), item('delete', 'Delete', { danger: true })],
    onClose: closed,
  });
  const key = (name: string) => fireEvent.keyDown(screen.getByRole('menu'), { key: name });
  const current = () => document.activeElement?.getAttribute('data-item');
  return { ...rendered, chosen, closed, key, current };
}

describe('a menu', () => {
  it('is walked with the arrow keys, around its ends and over what is off', () => {
    const { key, current } = openMenu();
    key('ArrowDown');
    expect(current()).toBe('pin');
    key('ArrowDown');
    expect(current()).toBe('mute');
    key('ArrowUp');
    key('ArrowUp');
    expect(current()).toBe('delete');
    key('Home');
    expect(current()).toBe('pin');
    key('End');
    expect(current()).toBe('delete');
  });

  it('goes to what is typed', () => {
    const { key, current } = openMenu();
    key('m');
    expect(current()).toBe('mute');
    key('a');
    expect(current()).toBe('mark');
  });

  it('does what Enter is pressed on, closes, and gives the focus back', () => {
    const { key, chosen, closed } = openMenu();
    key('ArrowDown');
    key('Enter');
    expect(chosen).toEqual(['pin']);
    expect(closed).toHaveBeenCalledOnce();
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement?.textContent).toBe('opener');
  });

  it('closes on Esc and on a press elsewhere, doing nothing', () => {
    const first = openMenu();
    first.key('Escape');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(first.chosen).toEqual([]);
    expect(document.activeElement?.textContent).toBe('opener');
  });

  it('ignores what is off', () => {
    const { chosen } = openMenu();
    fireEvent.click(screen.getByText('Off'));
    expect(chosen).toEqual([]);
  });
});
