import { Line } from '../platform/form-fields';

export class InvitationForm {
  @Line(60) code?: string;
}
