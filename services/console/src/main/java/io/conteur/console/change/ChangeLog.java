package io.conteur.console.change;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Changes in the order of their arrival, one for each key. Not thread-safe. */
public final class ChangeLog {
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private long characters;

    /**
     * Adds a change, or joins it with the one of its key, whose place it takes. A deletion removes
     * what it deletes, so that the same that is published again later comes after it.
     */
    public void add(Change change) {
        if (change.kind() == Change.Kind.DELETION) {
            removeIf(change::deletes);
        }
        Change earlier = changes.get(change.key());
        Change joined = earlier == null ? change : change.after(earlier);
        characters += joined.characters() - (earlier == null ? 0 : earlier.characters());
        changes.put(change.key(), joined);
    }

    public int size() {
        return changes.size();
    }

    /** About the length of all changes as JSON, with their keys. */
    public long characters() {
        return characters;
    }

    public boolean contains(String key) {
        return changes.containsKey(key);
    }

    public List<Change> all() {
        return new ArrayList<>(changes.values());
    }

    public void removeIf(Predicate<Change> condition) {
        for (Iterator<Change> each = changes.values().iterator(); each.hasNext(); ) {
            Change change = each.next();
            if (condition.test(change)) {
                characters -= change.characters();
                each.remove();
            }
        }
    }

    /** Evicts the oldest changes down to a limit of changes and one of characters. */
    public void limit(int size, long maxCharacters) {
        Iterator<Change> oldest = changes.values().iterator();
        while (changes.size() > size || (characters > maxCharacters && changes.size() > 1)) {
            characters -= oldest.next().characters();
            oldest.remove();
        }
    }

    /** Returns all changes and forgets them. */
    public List<Change> drain() {
        List<Change> all = all();
        changes.clear();
        characters = 0;
        return all;
    }
}
