/// Checks of mail: sending, fetching and the whole way between.
@NullMarked
package io.shieldwall.probing.mail;

import org.jspecify.annotations.NullMarked;
