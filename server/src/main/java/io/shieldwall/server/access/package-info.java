/// Who is signed in and what each endpoint permits.
@NullMarked
package io.shieldwall.server.access;

import org.jspecify.annotations.NullMarked;
