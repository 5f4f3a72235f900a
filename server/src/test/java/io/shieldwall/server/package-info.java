/// The server as its users and attackers meet it.
@NullMarked
package io.shieldwall.server;

import org.jspecify.annotations.NullMarked;
