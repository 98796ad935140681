"""Addresses of the administration."""

from __future__ import annotations

from django.urls import path

from keqiao.web.administration.views import decisions, imports, roles, sign_ins, tokens, units, users

app_name = "administration"
urlpatterns = [
    path("accounts/users/", users.UserList.as_view(), name="users"),
    path("accounts/users/new/", users.new_user, name="new_user"),
    path("accounts/users/import/", imports.import_users, name="import_users"),
    path("accounts/users/import/template/", imports.import_template, name="import_template"),
    path("accounts/users/<int:pk>/", users.user_page, name="user"),
    path("accounts/users/<int:pk>/rights/", users.user_rights, name="user_rights"),
    path("accounts/users/<int:pk>/edit/", users.edit_user, name="edit_user"),
    path("accounts/users/<int:pk>/off/", users.switch_off, name="switch_off"),
    path("accounts/users/<int:pk>/on/", users.switch_on, name="switch_on"),
    path("accounts/users/<int:pk>/reset/", users.ask_reset, name="ask_reset"),
    path("accounts/users/<int:pk>/propose/", users.propose_roles, name="propose_roles"),
    path("accounts/users/<int:pk>/hand-over/", users.hand_over, name="hand_over"),
    path("accounts/users/<int:pk>/roles/", roles.user_roles, name="user_roles"),
    path("accounts/users/<int:pk>/factors/", sign_ins.reset_factors, name="reset_factors"),
    path("accounts/users/<int:pk>/sessions/", sign_ins.end_sessions, name="end_sessions"),
    path("accounts/locks/", sign_ins.locks_list, name="locks"),
    path("accounts/locks/unlock/", sign_ins.unlock, name="unlock"),
    path("accounts/rights/", users.own_rights, name="own_rights"),
    path("accounts/roles/", roles.RoleList.as_view(), name="roles"),
    path("accounts/roles/new/", roles.new_role, name="new_role"),
    path("accounts/roles/<slug:code>/", roles.role_page, name="role"),
    path("accounts/roles/<slug:code>/edit/", roles.edit_role, name="edit_role"),
    path("accounts/units/", units.UnitList.as_view(), name="units"),
    path("accounts/units/new/", units.new_unit, name="new_unit"),
    path("accounts/units/<int:pk>/", units.edit_unit, name="edit_unit"),
    path("accounts/proposals/", decisions.RoleProposalList.as_view(), name="proposals"),
    path("accounts/proposals/<int:pk>/give/", decisions.give_roles, name="give_roles"),
    path("accounts/proposals/<int:pk>/refuse/", decisions.refuse_roles, name="refuse_roles"),
    path("accounts/resets/", decisions.PasswordResetList.as_view(), name="resets"),
    path("accounts/resets/<int:pk>/grant/", decisions.grant_reset, name="grant_reset"),
    path("accounts/resets/<int:pk>/refuse/", decisions.refuse_reset, name="refuse_reset"),
    path("accounts/tokens/", tokens.own_tokens, name="tokens"),
    path("accounts/tokens/all/", tokens.AllTokens.as_view(), name="all_tokens"),
    path("accounts/tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
]
