import { simulate } from './suite.ts';

simulate('odd');
