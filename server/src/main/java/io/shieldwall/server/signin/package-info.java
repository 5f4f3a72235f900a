/// Signing in by link, and out.
@NullMarked
package io.shieldwall.server.signin;

import org.jspecify.annotations.NullMarked;
