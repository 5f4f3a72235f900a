/// What people see: pages, live updates and sign-in. The only room that knows Spring.
@NullMarked
package io.shieldwall.server;

import org.jspecify.annotations.NullMarked;
