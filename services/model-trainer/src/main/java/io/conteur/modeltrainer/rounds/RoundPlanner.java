package io.conteur.modeltrainer.rounds;

import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a round among workers.
 *
 * @param roundSteps that a worker makes on average
 * @param equal whether all make the same number of steps; else in proportion to their speeds
 */
public record RoundPlanner(int roundSteps, boolean equal) {
    /**
     * A worker that could take a share.
     *
     * @param stepsPerSecond 0 when it is not known
     */
    public record Worker(String name, double stepsPerSecond) {}

    /**
     * The shares of the round that begins after {@code step}; consecutive batches of the common
     * order of examples.
     *
     * @param limit the most steps of the whole round, at least 1
     * @param workers the coordinator first
     */
    public List<Share> plan(long step, long limit, List<Worker> workers) {
        int all = (int) Math.min((long) roundSteps * workers.size(), limit);
        List<Worker> able = workers.subList(0, Math.min(all, workers.size()));
        double[] speeds = speeds(able);
        double sum = 0;
        for (double speed : speeds) {
            sum += speed;
        }
        List<Share> shares = new ArrayList<>();
        double ahead = 0; // So the shares add up to the whole round, unless one is at its limit.
        int given = 0;
        for (int i = 0; i < able.size(); i++) {
            ahead += speeds[i];
            int others = able.size() - i - 1;
            int until = (int) Math.round(all * ahead / sum);
            int steps = Math.max(1, Math.min(until, all - others) - given);
            steps = Math.min(steps, TrainingSettings.MAX_ROUND_STEPS);
            shares.add(new Share(i, able.get(i).name(), step + given, steps));
            given += steps;
        }
        return shares;
    }

    /** Those that are not known are taken for the mean of the others. */
    private double[] speeds(List<Worker> workers) {
        if (equal) {
            return workers.stream().mapToDouble(worker -> 1).toArray();
        }
        double mean =
                workers.stream()
                        .mapToDouble(Worker::stepsPerSecond)
                        .filter(speed -> speed > 0)
                        .average()
                        .orElse(1);
        return workers.stream()
                .mapToDouble(Worker::stepsPerSecond)
                .map(speed -> speed > 0 ? speed : mean)
                .toArray();
    }
}
