package io.shieldwall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.testkit.Merkle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The vectors that are published for RFC 6962 trees, and an independent computation.
final class MerkleTreeTest {

  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void the_published_roots_come_out() {
    MerkleTree tree = new MerkleTree();
    assertThat(tree.rootText()).isEqualTo(ROOTS.getFirst());
    for (int size = 1; size <= LEAVES.size(); size++) {
      tree.append(tree.leafHash(HexFormat.of().parseHex(LEAVES.get(size - 1))));
      assertThat(tree.size()).isEqualTo(size);
      assertThat(tree.rootText()).as("of %d leaves", size).isEqualTo(ROOTS.get(size));
    }
  }

  @Test
  void the_published_leaf_and_node_come_out() {
    MerkleTree tree = new MerkleTree();
    assertThat(HexFormat.of().formatHex(tree.leafHash(bytes("L123456"))))
        .isEqualTo("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    tree.append(bytes("N123"));
    tree.append(bytes("N456"));
    assertThat(tree.rootText())
        .isEqualTo("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
  }

  @Test
  void a_tree_that_grows_has_the_root_that_the_rfc_defines_at_every_size() {
    MerkleTree tree = new MerkleTree();
    List<byte[]> entries = new ArrayList<>();
    for (int size = 1; size <= 300; size++) {
      byte[] entry = bytes("entry " + size);
      entries.add(entry);
      tree.append(tree.leafHash(entry));
      assertThat(tree.rootText()).as("of %d leaves", size).isEqualTo(Merkle.root(entries));
    }
  }

  @Test
  void a_copy_grows_on_its_own() {
    MerkleTree tree = new MerkleTree();
    for (int size = 1; size <= 7; size++) {
      tree.append(tree.leafHash(bytes("entry " + size)));
    }
    String before = tree.rootText();
    MerkleTree copy = tree.copy();
    copy.append(copy.leafHash(bytes("entry 8")));
    assertThat(tree.rootText()).isEqualTo(before);
    tree.append(tree.leafHash(bytes("entry 8")));
    assertThat(tree.rootText()).isEqualTo(copy.rootText());
  }

  @Test
  void an_empty_leaf_is_not_an_empty_tree() {
    MerkleTree tree = new MerkleTree();
    tree.append(tree.leafHash(new byte[0]));
    assertThat(tree.rootText()).isNotEqualTo(new MerkleTree().rootText());
  }
}
