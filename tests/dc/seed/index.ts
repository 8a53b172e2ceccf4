export { seedDemo, type DemoOptions } from './demo.ts';
