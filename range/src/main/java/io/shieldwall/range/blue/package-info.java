/// Stand-ins for Blue teams, of three skills.
@NullMarked
package io.shieldwall.range.blue;

import org.jspecify.annotations.NullMarked;
