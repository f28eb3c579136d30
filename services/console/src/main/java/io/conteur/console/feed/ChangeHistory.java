package io.conteur.console.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.conteur.console.change.Change;
import io.conteur.console.change.Change.Kind;
import io.conteur.console.change.ChangeLog;
import io.conteur.workersupport.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** The newest changes of every kind, within {@link ViewLimits}. Not thread-safe. */
final class ChangeHistory {
    /** Reports that thinning may leave: it scans all, and must not be due again soon. */
    private static final int MOST_LEFT = ViewLimits.REPORTS_PER_JOB * 3 / 4;

    private final Map<Kind, ChangeLog> logs = new EnumMap<>(Kind.class);

    /** By digest: a subject may be as long as a record. */
    private final Map<String, Integer> reports = newest(ViewLimits.JOBS);

    private final Set<String> answered = Collections.newSetFromMap(newest(ViewLimits.ANSWERED));

    private static <V> Map<String, V> newest(int capacity) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > capacity;
            }
        };
    }

    private static String digest(String subject) {
        return Sha256.hex(subject.getBytes(StandardCharsets.UTF_8));
    }

    private ChangeLog log(Kind kind) {
        return logs.computeIfAbsent(kind, any -> new ChangeLog());
    }

    void add(Change change) {
        if (isAnswered(change)) {
            return;
        }
        if (change.kind() == Kind.DELETION) {
            log(Kind.CHECKPOINT).removeIf(change::deletes);
            log(Kind.TOKENIZER).removeIf(change::deletes);
            return;
        }
        ChangeLog log = log(change.kind());
        boolean first = !log.contains(change.key());
        log.add(change);
        if (change.kind() == Kind.STORY) {
            answer(change.subject());
        } else if (change.kind() == Kind.PROGRESS && first) {
            countReport(change.subject());
        }
        ViewLimits.Limit limit = ViewLimits.of(change.kind());
        log.limit(limit.changes(), limit.characters());
    }

    /** A prompt or a part may be read after the outcome, which comes by another topic. */
    private boolean isAnswered(Change change) {
        return (change.kind() == Kind.PROMPT || change.kind() == Kind.PART)
                && answered.contains(digest(change.subject()));
    }

    private void answer(String subject) {
        answered.add(digest(subject));
        log(Kind.PROMPT).removeIf(change -> change.subject().equals(subject));
        log(Kind.PART).removeIf(change -> change.subject().equals(subject));
    }

    private void countReport(String job) {
        String key = digest(job);
        if (reports.merge(key, 1, Integer::sum) > ViewLimits.REPORTS_PER_JOB) {
            int left = thinOut(job);
            reports.put(key, left);
        }
    }

    /**
     * Removes about every other report of a job, but not the first of a validation nor the last.
     * Each report repeats the loss of the last validation, so only a new one says anything.
     */
    private int thinOut(String job) {
        List<Change> all =
                log(Kind.PROGRESS).all().stream()
                        .filter(change -> change.subject().equals(job))
                        .toList();
        Set<String> removed = removable(all, true);
        if (all.size() - removed.size() > MOST_LEFT) {
            removed = removable(all, false); // Nearly every report is of a validation of its own.
        }
        Set<String> keys = removed;
        log(Kind.PROGRESS).removeIf(change -> keys.contains(change.key()));
        return all.size() - keys.size();
    }

    private static Set<String> removable(List<Change> reports, boolean keepValidations) {
        Set<String> removed = new HashSet<>();
        JsonNode loss = MissingNode.getInstance();
        for (int i = 0; i < reports.size() - 1; i++) {
            JsonNode own = reports.get(i).body().path("value").path("validationLoss");
            boolean validated = keepValidations && !own.isMissingNode() && !own.equals(loss);
            if (i % 2 == 0 || validated) {
                loss = own.isMissingNode() ? loss : own;
            } else {
                removed.add(reports.get(i).key());
            }
        }
        return removed;
    }

    /** Forgets the prompts that a condition holds for, which is given partition and time. */
    void forgetPrompts(BiPredicate<Integer, Long> condition) {
        log(Kind.PROMPT)
                .removeIf(
                        prompt -> {
                            JsonNode body = prompt.body();
                            return condition.test(
                                    body.path("partition").asInt(), body.path("at").asLong());
                        });
    }

    /** Everything, kind by kind. */
    List<Change> all() {
        List<Change> all = new ArrayList<>();
        logs.values().forEach(log -> all.addAll(log.all()));
        return all;
    }
}
