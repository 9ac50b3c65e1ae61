package wecom

import (
	"context"
	"net/url"
	"strconv"
)

// Department is one node of the organisation the application sees (doc 90208).
type Department struct {
	ID       int64    `json:"id"`
	Name     string   `json:"name"`
	ParentID int64    `json:"parentid"`
	Order    int64    `json:"order"` // larger sorts first
	Leaders  []string `json:"department_leader"`
}

// Member status values of User.Status.
const (
	UserActive       = 1
	UserDisabled     = 2
	UserNotActivated = 4
	UserLeft         = 5
)

// User is a member as an application may see one (doc 90196). Applications
// made after June 2022 get no mobile, mail, gender or avatar.
type User struct {
	UserID         string   `json:"userid"` // case-insensitive
	Name           string   `json:"name"`
	Alias          string   `json:"alias"`
	Position       string   `json:"position"`
	Department     []int64  `json:"department"`
	Order          []int64  `json:"order"`
	MainDepartment int64    `json:"main_department"`
	IsLeader       []int    `json:"is_leader_in_dept"` // 0 or 1, parallel to Department
	DirectLeader   []string `json:"direct_leader"`
	Status         int      `json:"status"`
	Mobile         string   `json:"mobile"`
	Email          string   `json:"email"`
}

// DepartmentList returns the department id and all below it; id 0 asks for
// everything the application sees.
func (c *Client) DepartmentList(ctx context.Context, id int64) ([]Department, error) {
	query := url.Values{}
	if id != 0 {
		query.Set("id", strconv.FormatInt(id, 10))
	}
	var answer struct {
		Department []Department `json:"department"`
	}
	err := c.get(ctx, "department/list", query, &answer)
	return answer.Department, err
}

// UserSimpleList returns the direct members of a department with userid, name
// and departments only (doc 90200).
func (c *Client) UserSimpleList(ctx context.Context, departmentID int64) ([]User, error) {
	return c.users(ctx, "user/simplelist", departmentID)
}

// UserList returns the direct members of a department (doc 90201).
func (c *Client) UserList(ctx context.Context, departmentID int64) ([]User, error) {
	return c.users(ctx, "user/list", departmentID)
}

func (c *Client) users(ctx context.Context, api string, departmentID int64) ([]User, error) {
	var answer struct {
		UserList []User `json:"userlist"`
	}
	err := c.get(ctx, api, url.Values{"department_id": {strconv.FormatInt(departmentID, 10)}}, &answer)
	return answer.UserList, err
}

// UserGet returns one member; one that the application does not see is a
// ClassRecipient error.
func (c *Client) UserGet(ctx context.Context, userID string) (User, error) {
	var user User
	err := c.get(ctx, "user/get", url.Values{"userid": {userID}}, &user)
	return user, err
}

// CallbackIPs returns the addresses that callbacks come from, plain or with a
// "*" in place of the last number (doc 92521). They change: ask daily.
func (c *Client) CallbackIPs(ctx context.Context) ([]string, error) {
	var answer struct {
		IPList []string `json:"ip_list"`
	}
	err := c.get(ctx, "getcallbackip", nil, &answer)
	return answer.IPList, err
}
