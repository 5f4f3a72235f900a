@NullMarked
package io.shieldwall.probing.chat;

import org.jspecify.annotations.NullMarked;
