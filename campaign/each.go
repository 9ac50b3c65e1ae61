package campaign

import "context"

// worksAtOnce is how many works EachWork reads at once.
const worksAtOnce = 500

// EachWork calls use for every work of a filter, the newest number first. list is
// Works.Submissions; Limit and Before of the filter are not looked at.
func EachWork(ctx context.Context, list func(context.Context, SubmissionFilter) ([]Submission, error), f SubmissionFilter, use func(Submission)) error {
	f.Limit, f.Before = worksAtOnce, 0
	for {
		works, err := list(ctx, f)
		if err != nil {
			return err
		}
		for _, w := range works {
			use(w)
		}
		if len(works) < worksAtOnce {
			return nil
		}
		f.Before = works[len(works)-1].Number
	}
}
