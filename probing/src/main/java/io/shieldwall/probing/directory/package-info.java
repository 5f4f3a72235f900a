/// Checks of directories and sign-in services: LDAP and Kerberos.
@NullMarked
package io.shieldwall.probing.directory;

import org.jspecify.annotations.NullMarked;
