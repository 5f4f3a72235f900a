@NullMarked
package io.shieldwall.probing.mail;

import org.jspecify.annotations.NullMarked;
