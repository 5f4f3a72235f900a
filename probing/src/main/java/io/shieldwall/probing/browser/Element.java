package io.shieldwall.probing.browser;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Expressions about the elements of a page. Everything is called by its prototype, since a page
/// can give its elements names that hide what they have.
final class Element {

  static final String TEXT =
      "(() => { const b = Object.getOwnPropertyDescriptor(Document.prototype, 'body').get"
          + ".call(document) || Object.getOwnPropertyDescriptor(Document.prototype,"
          + " 'documentElement').get.call(document); if (!b) return '';"
          + " const t = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'innerText');"
          + " return (b instanceof HTMLElement ? t.get.call(b) : b.textContent || '')"
          + ".slice(0, 262144); })()";

  static final String TITLE =
      "Object.getOwnPropertyDescriptor(Document.prototype, 'title').get.call(document)"
          + ".slice(0, 1000)";

  private static final String FIND =
      "((s, v) => { const e = Document.prototype.querySelector.call(document, s);"
          + " const set = (p, x) => { Object.getOwnPropertyDescriptor(p, 'value').set.call(e, x);"
          + " for (const n of ['input', 'change'])"
          + " EventTarget.prototype.dispatchEvent.call(e, new Event(n, {bubbles: true})); };";

  private static final String WHERE =
      "if (!e) return {what: 'none'};"
          + " if (!Element.prototype.checkVisibility.call(e, {visibilityProperty: true}))"
          + " return {what: 'hidden'};"
          + " Element.prototype.scrollIntoView.call(e,"
          + " {block: 'center', inline: 'center', behavior: 'instant'});"
          + " const r = Element.prototype.getBoundingClientRect.call(e);"
          + " if (r.width <= 0 || r.height <= 0) return {what: 'hidden'};"
          + " if (Element.prototype.matches.call(e, ':disabled')) return {what: 'disabled'};"
          + " const x = r.left + r.width / 2, y = r.top + r.height / 2;"
          + " const t = Document.prototype.elementFromPoint.call(document, x, y);"
          + " const c = (a, b) => Node.prototype.contains.call(a, b);"
          + " return {what: t && (c(e, t) || c(t, e)) ? 'there' : 'covered', x, y}";

  private static final String FOCUS =
      "if (!e) return 'none'; HTMLElement.prototype.focus.call(e);"
          + " if (e instanceof HTMLSelectElement) return 'choice';"
          + " if (e instanceof HTMLTextAreaElement)"
          + " { HTMLTextAreaElement.prototype.select.call(e); return 'text'; }"
          + " if (e instanceof HTMLInputElement) {"
          + " const k = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'type')"
          + ".get.call(e);"
          + " if (['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'].includes(k))"
          + " return 'value';"
          + " if (['checkbox', 'radio', 'file', 'button', 'submit', 'reset', 'image'].includes(k))"
          + " return 'other';"
          + " HTMLInputElement.prototype.select.call(e); return 'text'; }"
          + " if (e.isContentEditable === true)"
          + " { getSelection().selectAllChildren(e); return 'text'; }"
          + " return 'other'";

  private static final String CHOOSE =
      "if (!e) return false;"
          + " const o = [...Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'options')"
          + ".get.call(e)].find(o => o.value === v || o.text.trim() === v);"
          + " if (!o) return false; set(HTMLSelectElement.prototype, o.value); return true";

  private static final String SET =
      "if (!e) return false; set(HTMLInputElement.prototype, v); return true";

  private static final JsonMapper JSON = JsonMapper.shared();

  private Element() {}

  /// Where an element stands and whether a visitor sees it.
  ///
  /// @param state `there`, `none`, `hidden`, `disabled` or `covered`
  record Spot(String state, double x, double y) {

    static Spot of(JsonNode value) {
      return new Spot(
          value.path("what").asString("none"),
          value.path("x").asDouble(0),
          value.path("y").asDouble(0));
    }

    boolean seen() {
      return !state.equals("none") && !state.equals("hidden");
    }

    boolean there() {
      return state.equals("there");
    }
  }

  static String where(String selector) {
    return about(selector, "", WHERE);
  }

  /// Gives an element the focus with what is in it selected; tells how it is filled.
  static String focus(String selector) {
    return about(selector, "", FOCUS);
  }

  static String choose(String selector, String value) {
    return about(selector, value, CHOOSE);
  }

  static String set(String selector, String value) {
    return about(selector, value, SET);
  }

  private static String about(String selector, String value, String what) {
    return FIND
        + what
        + "; })("
        + JSON.writeValueAsString(selector)
        + ", "
        + JSON.writeValueAsString(value)
        + ")";
  }
}
