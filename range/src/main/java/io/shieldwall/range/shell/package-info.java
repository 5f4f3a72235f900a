/// What a defender gets after signing in to a system over SSH.
@NullMarked
package io.shieldwall.range.shell;

import org.jspecify.annotations.NullMarked;
