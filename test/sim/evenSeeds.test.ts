import { simulate } from './suite.ts';

simulate('even');
