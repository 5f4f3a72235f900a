/// Simulated users: the test plan, tickets and their verification.
@NullMarked
package io.shieldwall.range.users;

import org.jspecify.annotations.NullMarked;
