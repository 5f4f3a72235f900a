package io.shieldwall.probing.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;

/// What a search finds, in the form of LDIF, within the limit.
final class Entries implements SearchResultListener {

  private static final long serialVersionUID = 1L;

  private final int mostBytes;
  private final StringBuilder text = new StringBuilder();
  private int count;

  Entries(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void searchEntryReturned(SearchResultEntry entry) {
    count++;
    if (text.length() > mostBytes) {
      return;
    }
    text.append("dn: ").append(entry.getDN()).append('\n');
    for (Attribute attribute : entry.getAttributes()) {
      for (String value : attribute.getValues()) {
        text.append(attribute.getName()).append(": ").append(value).append('\n');
      }
    }
  }

  @Override
  public void searchReferenceReturned(SearchResultReference reference) {
    // another server's business
  }

  int count() {
    return count;
  }

  String text() {
    return text.toString();
  }
}
