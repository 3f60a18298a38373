// M19, V1: text that tries to be more than text, in every field that somebody else fills, seen in the views of members and of
// the customer, under the policy that the relay sends. Nothing runs, nothing breaks out, and no page reports anything.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
