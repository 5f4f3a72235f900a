/// Checks of file services: FTP, SFTP, SMB and NFS.
@NullMarked
package io.shieldwall.probing.files;

import org.jspecify.annotations.NullMarked;
